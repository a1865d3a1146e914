// A CouchDB-compatible server of PouchDB's makers: `pouch-server.cjs <its modules> <data folder> <port>`.
const { mkdirSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const [, , modules, folder, port] = process.argv;
const load = createRequire(join(modules, "package.json"));
mkdirSync(folder, { recursive: true });
process.chdir(folder);
const PouchDB = load("pouchdb-node").defaults({ prefix: `${folder}/` });
const app = load("express")();
app.use("/", load("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB", inMemoryConfig: true }));
app.listen(Number(port), "127.0.0.1");

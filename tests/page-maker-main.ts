import { app, protocol } from "electron";
import { PagePrinting } from "../electron/main/page-printing.ts";

/** The shell's part that makes pages, alone: what `page-maker.ts` starts and asks. */
protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges: { standard: true, secure: true } }]);
Object.assign(globalThis, { pages: new PagePrinting() });
// Its windows come and go with each page.
app.on("window-all-closed", () => undefined);

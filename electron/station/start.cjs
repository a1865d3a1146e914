/**
 * Where the station service's process begins. CommonJS, because older utility processes load nothing else; the service
 * itself is an ES module.
 */
void import("./main.mjs");

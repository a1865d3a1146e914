import { contextBridge, ipcRenderer } from "electron";

/**
 * The bridge: hands the page one message port to the station service (`motcua:port`), again after each restart of the
 * service, and says when the line is gone (`motcua:lost`). The page may ask for the small call panel to be shown or put
 * away (`togglePanel`) and for a practice hall (`practise`). It gets nothing else.
 */
ipcRenderer.on("motcua:port", (event) => {
  window.postMessage({ type: "motcua:port" }, "*", event.ports);
});
ipcRenderer.on("motcua:lost", () => {
  window.postMessage({ type: "motcua:lost" }, "*");
});
contextBridge.exposeInMainWorld("motcua", {
  platform: process.platform,
  togglePanel: () => ipcRenderer.send("motcua:panel"),
  practise: () => ipcRenderer.send("motcua:practice"),
});

window.addEventListener("load", () => ipcRenderer.send("motcua:connect"));

import { contextBridge, ipcRenderer } from "electron";

/**
 * The bridge: hands the page one message port to the station service (`motcua:port`), again after each restart of the
 * service, and says when the line is gone (`motcua:lost`). The page may ask for the small call panel to be shown or put
 * away (`togglePanel`) and for a practice hall (`practise`). The window of a first start may hand over what the PC is
 * for (`setUp`, answered with what went wrong, or null), have the settings file read again (`readAgain`, answered with
 * whether it is one now) and its folder shown (`showFolder`). They get nothing else.
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
  setUp: (wanted: unknown): Promise<string | null> => ipcRenderer.invoke("motcua:set-up", wanted),
  readAgain: (): Promise<boolean> => ipcRenderer.invoke("motcua:settings-again"),
  showFolder: () => ipcRenderer.send("motcua:settings-folder"),
});

window.addEventListener("load", () => ipcRenderer.send("motcua:connect"));

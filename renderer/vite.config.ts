import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The screens: one page, the role is in its address. Chromium 114 is the oldest engine they run on. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    target: "chrome114",
    chunkSizeWarningLimit: 2000,
    // The page is served by the app: inlined fonts and pictures would only make it slower to parse.
    assetsInlineLimit: 0,
  },
});

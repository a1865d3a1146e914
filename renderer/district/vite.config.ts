import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The district's pages, for browsers. Chromium 114 is the oldest engine they run on, as everywhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../../dist/district",
    emptyOutDir: true,
    target: "chrome114",
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0,
  },
});

import path from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const web = path.join(import.meta.dirname, "web");
const server = "http://127.0.0.1:8787";

export default defineConfig({
  root: web,
  plugins: [
    tanstackRouter({
      target: "react",
      autoCodeSplitting: true,
      routesDirectory: path.join(web, "routes"),
      generatedRouteTree: path.join(web, "route-tree.gen.ts"),
    }),
    react(),
    tailwindcss(),
  ],
  resolve: {
    alias: {
      // Radix locks the page's scroll with a <style> that the content security policy forbids.
      "react-remove-scroll": path.join(web, "lib/remove-scroll.tsx"),
    },
  },
  build: {
    outDir: path.join(import.meta.dirname, "dist/web"),
    emptyOutDir: true,
    // Neither inline scripts nor data: URLs, so that the policy needs no exception.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: server, ws: true }, "/local": server },
  },
});

// Bundles the sources of the pictures and the editor into ../static/built/; nothing is fetched at run time.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const out = fileURLToPath(new URL("../static/built/", import.meta.url));
await rm(out, { recursive: true, force: true });
await build({
  entryPoints: ["pictures", "editor"].map((name) => fileURLToPath(new URL(`src/${name}.js`, import.meta.url))),
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["es2022"],
  loader: { ".json": "json" },
  legalComments: "eof",
  logLevel: "warning",
});

// node build.mjs FROM TO VERSION: copies the pages, stamps them, and leaves a .gz beside each.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const [from, to, version] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
for (const name of readdirSync(from)) {
  let bytes = readFileSync(`${from}/${name}`);
  if (name.endsWith(".html")) bytes = Buffer.from(bytes.toString().replaceAll("@VERSION@", version));
  writeFileSync(`${to}/${name}`, bytes);
  writeFileSync(`${to}/${name}.gz`, gzipSync(bytes, { level: 9 }));
}

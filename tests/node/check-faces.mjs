// Validates faces against a JSON Schema made from Slack's types. Reads `{"name", "kind", "face"}` lines from stdin, prints
// `{"name", "errors"}` lines for those that do not fit. The schema is kept beside the installed types.
import { Ajv } from "ajv";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const here = dirname(fileURLToPath(import.meta.url));
const kept = join(here, "node_modules", "@slack", "types", "faces.schema.json");
if (!existsSync(kept)) {
  const options = { path: join(here, "faces.ts"), tsconfig: join(here, "tsconfig.json"), type: "Faces", skipTypeCheck: true };
  writeFileSync(kept, JSON.stringify(createGenerator(options).createSchema("Faces")));
}
const ajv = new Ajv({ allErrors: false, strict: false });
const schema = JSON.parse(readFileSync(kept, "utf8"));
ajv.addSchema(schema, "slack");
const definition = (name) => ajv.getSchema(`slack#/definitions/${name}`);
const wanted = { message: definition("Message"), modal: definition("ModalView"), home: definition("HomeView") };

let seen = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { name, kind, face } = JSON.parse(line);
  seen += 1;
  if (!wanted[kind](face)) {
    console.log(JSON.stringify({ name, errors: wanted[kind].errors }));
  }
}
console.log(JSON.stringify({ seen }));

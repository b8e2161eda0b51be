// Starts npm `@copilotkit/aimock`, a stand-in for endpoints that speak OpenAI's protocol.
// Usage: node model-endpoint.mjs PORT FIXTURES.json, a list of {match: {model}, response, chaos?, latency?}.
import { LLMock } from "@copilotkit/aimock";
import { readFileSync } from "node:fs";

const [port, file] = process.argv.slice(2);
const mock = new LLMock({ port: Number(port), logLevel: "silent" });
for (const { match, response, ...options } of JSON.parse(readFileSync(file, "utf8"))) {
  mock.on(match, response, options);
}
await mock.start();
console.log(`ready ${mock.url}`);
process.on("SIGTERM", async () => {
  await mock.stop();
  process.exit(0);
});

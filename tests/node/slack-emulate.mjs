// Starts the Slack stand-in of npm `emulate` and adds what its public interface lacks: a way to subscribe to events.
// Usage: node slack-emulate.mjs PORT SEED.json. `POST /_test/subscriptions {"url": …}` subscribes an address.
import { createEmulator } from "emulate";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [port, seedFile] = process.argv.slice(2);
const folder = dirname(fileURLToPath(import.meta.resolve("emulate")));
const holds = (file) => readFileSync(join(folder, file), "utf8").includes("var slackPlugin");
const chunk = readdirSync(folder).find((file) => /^dist-.*\.js$/.test(file) && holds(file));
const { slackPlugin } = await import(pathToFileURL(join(folder, chunk)));

const register = slackPlugin.register;
slackPlugin.register = function (app, store, webhooks, ...rest) {
  register.call(this, app, store, webhooks, ...rest);
  app.post("/_test/subscriptions", async (context) => {
    const { url } = await context.req.json();
    return context.json(webhooks.register({ url, events: ["*"], active: true, owner: "slack" }));
  });
};

const seed = JSON.parse(readFileSync(seedFile, "utf8"));
const emulator = await createEmulator({ service: "slack", port: Number(port), seed });
console.log(`ready ${emulator.url}`);
process.on("SIGTERM", async () => {
  await emulator.close();
  process.exit(0);
});

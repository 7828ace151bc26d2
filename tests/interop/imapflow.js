// Calls methods of an imapflow client as lines of JSON ask for it: {"call": name, "arguments": […], "waits": true}.
// Each is answered with a line: {"value": …} or {"error": …}.

const { ImapFlow } = require("imapflow");
const readline = require("node:readline");

const options = JSON.parse(process.argv[2]);
const client = new ImapFlow({ ...options, logger: false });
const events = [];
for (const name of ["exists", "expunge", "flags", "error"]) {
  client.on(name, event => events.push({ name, ...event, text: event.message }));
}

// What JSON has no form for.
function plain(_, value) {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Set) return [...value].sort();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value?.type === "Buffer") return Buffer.from(value.data).toString("latin1");
  return value;
}

async function answer({ call, arguments: given, waits }) {
  if (call === "events") return events.splice(0);
  if (call === "enabled") return client.enabled;
  const started = client[call](...given);
  return waits ? started : started.catch(error => events.push({ name: "error", text: error.message })) && null;
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const answered = await answer(JSON.parse(line)).then(
      value => ({ value: value ?? null }),
      error => ({ error: `${error.message}: ${error.responseText}` })
    );
    process.stdout.write(JSON.stringify(answered, plain) + "\n");
  }
}

main();

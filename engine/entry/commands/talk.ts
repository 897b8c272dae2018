/** What a command says to a person: on stderr, printable, with the exit code that goes with it. */
export function talk(code: number, message: string): number {
  // Names come from the network: control characters must not reach a terminal.
  const line = message.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  process.stderr.write(`lanekeeper: ${line}\n`);
  return code;
}

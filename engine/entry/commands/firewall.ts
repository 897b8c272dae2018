/** `lanekeeper firewall`: two sides of a pool in, a rule set out. Exit codes: 0 written, 1 refused, 2 wrong use. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Widening } from "../../firewall/cidrs.ts";
import { DIALECTS, dialectOf } from "../../firewall/dialects/index.ts";
import { buildPolicy, CAREFUL } from "../../firewall/policy.ts";
import { setReadme } from "../../firewall/setReadme.ts";
import { readFleet, readSides, type FleetOptions, type SideOptions } from "./fleetSource.ts";
import { talk } from "./talk.ts";

export interface FirewallOptions extends FleetOptions, SideOptions {
  readonly dialect: string;
  readonly output?: string;
  readonly wan: boolean;
  readonly serverRpc: boolean;
  readonly raftIsApart: boolean;
  /** `24,64`: prefix lengths down to which ranges may be widened. */
  readonly widen?: string;
  readonly confirmWithin: string;
}

export async function firewall(options: FirewallOptions): Promise<number> {
  const dialect = dialectOf(options.dialect);
  if (dialect === undefined)
    return talk(
      2,
      `"${options.dialect}" is no dialect; there are ${DIALECTS.map(({ id }) => id).join(", ")}`,
    );
  const widening = options.widen === undefined ? CAREFUL.widening : readWidening(options.widen);
  const confirmWithinSeconds = Number(options.confirmWithin);
  if (widening === undefined)
    return talk(2, `--widen wants two prefix lengths such as 24,64, not "${options.widen ?? ""}"`);
  if (!/^\d{1,5}$/.test(options.confirmWithin)) return talk(2, "--confirm-within wants seconds, 0 for never");
  const source = await readFleet(options);
  if (!source.ok) return talk(2, source.error);
  const sides = readSides(source.value.fleet, options);
  if (!sides.ok) return talk(2, sides.error);
  const ports = { wan: options.wan, serverRpc: options.serverRpc };
  const { fleet, observerIps } = source.value;
  const policy = buildPolicy(fleet, sides.value, {
    ports,
    widening,
    observerIps,
    confirmWithinSeconds,
    raftIsApart: options.raftIsApart,
  });
  if (!policy.ok) {
    return talk(
      1,
      `${policy.error.message} ${policy.error.advice}${policy.error.members.length > 0 ? " See --assign." : ""}`,
    );
  }
  for (const warning of policy.value.warnings) talk(0, `note: ${warning}`);
  const files = dialect.render(policy.value);
  if (options.output === undefined) {
    process.stdout.write(files[0]?.text ?? "");
    return 0;
  }
  await mkdir(options.output, { recursive: true });
  const readme = { name: "README.md", text: setReadme(policy.value, dialect) };
  for (const { name, text } of [...files, readme]) {
    await writeFile(path.join(options.output, name), text, { mode: name.endsWith(".sh") ? 0o755 : 0o644 });
  }
  return talk(
    0,
    `wrote ${[...files, readme].map(({ name }) => path.join(options.output ?? "", name)).join(", ")}`,
  );
}

function readWidening(text: string): Widening | undefined {
  const match = /^(\d{1,2}),(\d{1,3})$/.exec(text);
  const widening = { prefixBitsV4: Number(match?.[1]), prefixBitsV6: Number(match?.[2]) };
  const isSane =
    widening.prefixBitsV4 >= 8 &&
    widening.prefixBitsV4 <= 32 &&
    widening.prefixBitsV6 >= 16 &&
    widening.prefixBitsV6 <= 128;
  return isSane ? widening : undefined;
}

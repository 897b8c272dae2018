/**
 * Runs a program where five packets of a hundred, or as many as LOSS says, are lost on loopback: in a network namespace of
 * its own, by a random drop on receipt. Where the machine can't do that, it says so and runs the program without.
 *
 *   [LOSS=5] node test/soak/lossy.mjs PROGRAM [WORD …]
 */
import { spawnSync } from "node:child_process";

const percent = Number(process.env.LOSS ?? 5);
const program = [process.execPath, "--expose-gc", ...process.argv.slice(2)];
const rules = `table inet lossy {
  chain in {
    type filter hook input priority 0; policy accept;
    numgen random mod 100 < ${percent} counter drop
  }
}`;
const inside = 'ip link set lo up && printf "%s" "$RULES" | nft -f -';
const env = { ...process.env, RULES: rules };
const canLose =
  percent > 0 && spawnSync("unshare", ["-rn", "sh", "-c", inside], { env, stdio: "ignore" }).status === 0;
if (percent > 0 && !canLose) console.error("no packet loss: a namespace with nftables can't be made here");
const run = canLose
  ? spawnSync("unshare", ["-rn", "sh", "-c", `${inside} && exec "$@"`, "sh", ...program], {
      env: { ...env, LOST_PERCENT: String(percent) },
      stdio: "inherit",
    })
  : spawnSync(program[0], program.slice(1), { env: { ...env, LOST_PERCENT: "0" }, stdio: "inherit" });
process.exitCode = run.status ?? 1;

/**
 * Once the network is whole again and some time has passed, all who run agree: who runs is alive, who doesn't is not.
 * Source: SWIM §4.1; memberlist's push/pull is there for this.
 */
import type { SwimNode } from "../../swim/node.ts";
import type { Checker, SwimWorldNode } from "./checker.ts";

export class ViewsConvergeWhenHealed implements Checker {
  readonly id = "views-converge-when-healed";
  readonly violations: string[] = [];

  /** To be called at the end. */
  check(members: readonly { readonly node: SwimWorldNode; readonly machine: SwimNode }[]): void {
    const running = members.filter(
      ({ node, machine }) => node.isRunning && !node.isMuted && !machine.hasLeft,
    );
    const names = new Set(running.map(({ node }) => node.name));
    for (const { node, machine } of running) {
      for (const name of names) {
        const state = machine.member(name)?.state ?? "unknown";
        if (state !== "alive") this.violations.push(`${node.name} holds ${name}, which runs, ${state}`);
      }
      for (const { name, state } of machine.members()) {
        if (state === "alive" && !names.has(name)) {
          this.violations.push(`${node.name} holds ${name}, which does not run, alive`);
        }
      }
    }
  }
}

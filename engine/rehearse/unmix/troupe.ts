/** The members of a case as Serf nodes in virtual time: mixed as they were seen, stopped, started, told what to do. */
import type { Address } from "../../base/address.ts";
import { SeededRandom } from "../../base/random.ts";
import type { Instant } from "../../base/time.ts";
import { consulLan, consulWan, serfAgent, type SerfConfig } from "../../serf/config.ts";
import type { SerfCommand, SerfEvent } from "../../serf/events.ts";
import type { SerfStatus } from "../../serf/listedMember.ts";
import { SerfNode } from "../../serf/node.ts";
import { readSnapshot } from "../../serf/snapshot.ts";
import type { Tags } from "../../serf/tags.ts";
import type { Link } from "../../simulator/network.ts";
import { World } from "../../simulator/world.ts";
import type { WorldNode } from "../../simulator/worldNode.ts";
import { Identities } from "../../swim/identities.ts";
import type { CaseMember, RunbookCase } from "../../unmix/case.ts";
import type { MemberState } from "../../view/view.ts";
import { RuledNetwork } from "./ruledNetwork.ts";

const LINK: Link = {
  latency: { kind: "uniform", minMs: 0.2, maxMs: 2 },
  loss: 0,
  duplicate: 0,
  reorder: 0,
  reorderMs: 0,
};
const JOIN_EVERY_MS = 20;
/** A side that has not come together by then never will. */
const FORM_MS_MAX = 120_000;

interface Part {
  readonly member: CaseMember;
  readonly address: Address;
  node: WorldNode<SerfCommand, SerfEvent> | undefined;
  machine: SerfNode | undefined;
  /** Its snapshot file. */
  readonly file: { text: string };
}

export class Troupe {
  readonly network: RuledNetwork;
  readonly world: World<SerfCommand, SerfEvent>;
  private readonly parts: readonly Part[];
  private readonly random: SeededRandom;
  private readonly identities = new Identities();
  private readonly config: SerfConfig;
  private joins = 0;

  constructor(
    private readonly runbookCase: RunbookCase,
    seed: number,
    /** `ip:port` of each member, by its id. */
    addresses: readonly Address[],
  ) {
    const { members } = runbookCase;
    this.random = new SeededRandom(seed);
    this.config = configOf(runbookCase);
    this.parts = members.map((member, id) => ({
      member,
      address: addresses[id] ?? { ip: member.ip, port: member.port },
      node: undefined,
      machine: undefined,
      file: { text: "" },
    }));
    // By the addresses that the case knows: a rule can't name one that it does not.
    const places = this.parts.map(({ member: { side }, address: { ip, port } }) => ({ side, ip, port }));
    this.network = new RuledNetwork(this.random, LINK, places);
    this.world = new World(this.network);
  }

  get now(): Instant {
    return this.world.now;
  }

  run(forMs: number): void {
    this.world.run(this.world.now + forMs);
  }

  isRunning(id: number): boolean {
    return this.parts[id]?.node !== undefined;
  }

  /** Each side forms alone, then one member joins the other side: the accident. ms that it took, or undefined. */
  mix(): number | undefined {
    const all = this.parts.map(({ member: { id } }) => id);
    for (const id of all) this.start(id);
    const sides = [all.filter((id) => this.sideOf(id) !== "b"), all.filter((id) => this.sideOf(id) === "b")];
    for (const side of sides) this.gather(side);
    if (!this.wait(() => sides.every((side) => this.areTogether(side)))) return undefined;
    const from = this.world.now;
    const [first, other] = [sides[0]?.[0], sides[1]?.[0]];
    if (first !== undefined && other !== undefined) this.join(first, other);
    return this.wait(() => this.areTogether(all)) ? this.world.now - from : undefined;
  }

  /** All join the first one, a little after each other. */
  gather(ids: readonly number[]): void {
    const [first, ...others] = ids;
    if (first === undefined) return;
    others.forEach((id, index) =>
      this.world.at(this.world.now + (index + 1) * JOIN_EVERY_MS, () => this.join(id, first)),
    );
  }

  join(id: number, through: number): void {
    const address = this.parts[through]?.address;
    if (address === undefined) return;
    this.joins += 1;
    this.parts[id]?.node?.command({ kind: "join", join: this.joins, addresses: [address] });
  }

  forceLeave(on: number, name: string): void {
    this.parts[on]?.node?.command({ kind: "forceLeave", node: name, prune: false });
  }

  /** Stops it as a kill would. */
  stop(id: number): void {
    const part = this.parts[id];
    if (part?.node === undefined) return;
    this.world.remove(part.node);
    part.node = undefined;
    part.machine = undefined;
  }

  /** Starts it with what its snapshot remembers. */
  start(id: number): void {
    const part = this.parts[id];
    if (part === undefined || part.node !== undefined) return;
    const { member, address, file } = part;
    const machine = new SerfNode({
      ...{ name: member.name, address, config: this.config, identities: this.identities },
      ...{ random: new SeededRandom(this.random.uint32()), tags: tagsOf(member, this.runbookCase) },
      snapshot: {
        state: readSnapshot(file.text).state,
        sizeBytes: file.text.length,
        file: {
          append: (text: string) => void (file.text += text),
          replace: (text: string) => void (file.text = text),
        },
      },
    });
    part.machine = machine;
    part.node = this.world.add({ name: member.name, address, zone: String(id) }, machine);
  }

  /** Deletes its snapshot file. */
  clean(id: number): void {
    const part = this.parts[id];
    if (part !== undefined) part.file.text = "";
  }

  /** What the list of one agent says of a member. */
  stateOn(agent: number, id: number): MemberState | undefined {
    const name = this.parts[id]?.member.name ?? "";
    const status = this.parts[agent]?.machine?.members.find(name)?.status;
    return status === undefined ? undefined : STATES[status];
  }

  areTogether(ids: readonly number[]): boolean {
    return ids.every((agent) => ids.every((id) => this.stateOn(agent, id) === "alive"));
  }

  private wait(isSo: () => boolean): boolean {
    const until = this.world.now + FORM_MS_MAX;
    while (!isSo() && this.world.now < until) this.run(500);
    return isSo();
  }

  private sideOf(id: number): CaseMember["side"] | undefined {
    return this.parts[id]?.member.side;
  }
}

const STATES: Readonly<Record<SerfStatus, MemberState>> = {
  none: "unknown",
  alive: "alive",
  leaving: "leaving",
  left: "left",
  failed: "failed",
};

/** Coordinates say nothing about who is in a pool, and a vote about a name would end the play. */
function configOf({ poolKind, plane }: RunbookCase): SerfConfig {
  const base = plane === "wan" ? consulWan() : poolKind === "consul" ? consulLan() : serfAgent();
  return {
    ...base,
    disableCoordinates: true,
    enableNameConflictResolution: false,
    swim: { ...base.swim, enableCompression: false },
  };
}

/** No guard is played: what was let in once is let in again. */
function tagsOf({ isServer, datacenter }: CaseMember, { poolKind }: RunbookCase): Tags {
  const role = poolKind === "consul" ? [["role", isServer ? "consul" : "node"] as const] : [];
  return [...role, ...(datacenter === "" ? [] : [["dc", datacenter] as const])];
}

/**
 * The runbook machine on real agents, from its first step to its last: what the agents print is all that it observes,
 * and what it asks for is run as it is printed, on the hosts that the text names. A person's word is given only after
 * the commands of the step ended with 0.
 */
import { setTimeout as pause } from "node:timers/promises";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import type { Fleet } from "../../engine/firewall/fleet.ts";
import type { SidesRule } from "../../engine/firewall/sides.ts";
import { openCase, type CaseOptions } from "../../engine/unmix/case.ts";
import { commandsOf } from "../../engine/unmix/commands.ts";
import { openJournal, type Journal, type Said, type StepId } from "../../engine/unmix/journal.ts";
import { observeEvidence, type Observation, type ToldEvidence } from "../../engine/unmix/observation.ts";
import { boardOf, observe, offer, say, type Board } from "../../engine/unmix/runbook.ts";
import { actionKey, type Action, type ActionCommands } from "../../engine/unmix/step.ts";
import { complaints } from "./generated.ts";
import type { Lab, Outcome } from "./lab.ts";

/** Pools that can be driven. */
export interface Driven {
  readonly lab: Lab;
  readonly hosts: readonly string[];
  /** What the agent of a host prints, each output by itself; of a stopped one nothing. */
  readonly print: (host: string) => Promise<readonly string[]>;
  /** What its agent is called in the list that the case is of; in a WAN pool that is not the host's name. */
  readonly member: (host: string) => string;
  readonly env: (host: string) => Readonly<Record<string, string>>;
}

export interface DriveOptions extends Omit<CaseOptions, "nowMs"> {
  /** Commands that nobody asks for; all others are run as soon as they are offered. */
  readonly isLeftOut?: (action: Action) => boolean;
}

const NOTHING: Observation = { atMs: 0, lists: [], raft: [], newcomers: [], returns: [] };

export class Drive {
  journal: Journal;
  seen: Observation = NOTHING;
  /** Keys of what was run, in order, with the step. */
  readonly ran: string[] = [];
  /** Run once since the step was opened. */
  private inStep = new Set<string>();

  constructor(
    private readonly driven: Driven,
    fleet: Fleet,
    sides: SidesRule,
    private readonly options: DriveOptions,
  ) {
    const opened = openCase(fleet, sides, { ...options, nowMs: Date.now() });
    if (!opened.ok) throw new Error(opened.error);
    this.journal = openJournal(opened.value, Date.now());
  }

  get board(): Board {
    return boardOf(this.journal, this.seen, Date.now());
  }

  /** Reads every agent that answers; all of it is as old as the first question. */
  async look(): Promise<Board> {
    const { hosts, print, member } = this.driven;
    const atMs = Date.now();
    const told = await Promise.all(
      hosts.map(async (host): Promise<ToldEvidence[]> => {
        const texts = await print(host);
        return texts.map((text) => ({ evidence: readPaste(text, host).evidence, teller: member(host) }));
      }),
    );
    this.seen = observeEvidence(told.flat(), this.journal.case, atMs);
    const before = this.board.current?.id;
    this.journal = observe(this.journal, this.seen, Date.now());
    if (this.board.current?.id !== before) this.inStep = new Set();
    return this.board;
  }

  say(what: Said["what"], member?: string): void {
    const step = this.board.current?.id;
    if (step === undefined) throw new Error("all steps are done");
    const found = this.journal.case.members.find(({ name }) => name === member);
    const who = found === undefined ? {} : { member: found.id };
    this.journal = say(this.journal, { step, what, ...who }, Date.now());
  }

  /** Does all that the board asks for until the step is open, or all are done. An alarm ends it. */
  async run(until: StepId | "end", timeoutMs = 240_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const { current, alarm } = await this.look();
      if (alarm !== "") throw new Error(`alarm: ${alarm}\n${this.record()}`);
      if (current === undefined || current.id === until) return;
      await this.performAll();
      // Only what nobody can observe is said, and only after it was done.
      if (this.board.current === current && this.board.check.missing.some((each) => each.startsWith("Say ")))
        this.say("done");
      if (Date.now() > end) throw new Error(`still ${current.id}:\n${this.record()}`);
      await pause(300);
    }
  }

  /** Offers and runs what is allowed now, each once in a step; a force-leave as often as the board asks for it anew. */
  async performAll(): Promise<void> {
    for (const action of this.board.actions) {
      const key = actionKey(action);
      const isRepeatable = action.kind === "forceLeave";
      if ((!isRepeatable && this.inStep.has(key)) || this.options.isLeftOut?.(action) === true) continue;
      if (!this.board.actions.some((each) => actionKey(each) === key)) continue;
      await this.perform(action);
    }
  }

  async perform(action: Action): Promise<void> {
    const key = actionKey(action);
    const commands = commandsOf({ journal: this.journal, seen: this.seen, nowMs: Date.now() }, action);
    if (!commands.ok) throw new Error(commands.error);
    this.journal = offer(this.journal, this.seen, action, Date.now());
    this.inStep.add(key);
    this.ran.push(`${this.board.current?.id ?? ""}: ${key}`);
    const said = complaints(await this.runPrinted(commands.value));
    if (said.length > 0) throw new Error(`${key}: ${said.join("\n")}\n${this.record()}`);
  }

  /** The record of the journal, for a person who looks why a test failed. */
  record(): string {
    const { current, check } = this.board;
    const lines = this.journal.log.map(({ atMs, text }) => `${new Date(atMs).toISOString()} ${text}`);
    return [...lines, `open: ${current?.id ?? "-"}: ${check.progress}`, ...check.missing].join("\n");
  }

  /** A block of lines is done on all its hosts before the next begins. */
  private async runPrinted({ where, files, lines }: ActionCommands): Promise<Outcome[]> {
    const { lab, env } = this.driven;
    const outcomes: Outcome[] = [];
    for (const block of blocksOf(lines, where, this.driven)) {
      const results = await Promise.all(
        block.hosts.map((host) => {
          for (const { name, text } of files) lab.write(host, name, text);
          return lab.exec(host, "sh", ["-e", "-c", block.lines.join("\n")], env(host));
        }),
      );
      outcomes.push(...results);
      if (complaints(results).length > 0) break;
    }
    return outcomes;
  }
}

interface PrintedBlock {
  readonly hosts: readonly string[];
  readonly lines: readonly string[];
}

/** `# first the clients: on a2 and b2` stands before the lines for these; without one, the sentence says where. */
function blocksOf(lines: readonly string[], where: string, { hosts: all, member }: Driven): PrintedBlock[] {
  const hostOf = (name: string): string[] => all.filter((host) => member(host) === name);
  const one = /^On ONE agent of [^,]+, ([^.]+)\./.exec(where)?.[1];
  if (one === undefined && where.startsWith("On ONE agent")) throw new Error(where);
  const blocks: { hosts: readonly string[]; lines: string[] }[] = [];
  for (const line of lines) {
    const told = /^# (?:(.*): )?on (.+)$/.exec(line);
    if (told !== null) {
      const named = (told[2] ?? "").split(/, | and /).flatMap(hostOf);
      blocks.push({ hosts: /\bone of them\b/.test(told[1] ?? "") ? named.slice(0, 1) : named, lines: [] });
    } else if (blocks.length === 0) {
      blocks.push({ hosts: one === undefined ? all : hostOf(one), lines: [line] });
    } else blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

/**
 * Text that somebody pasted, from one agent or from several, with or without shell prompts: what it holds as evidence,
 * and which lines were not understood. Never throws; bounded by `LINES_MAX` and the limits of the readers.
 */
import { NO_EVIDENCE, type Evidence, type MemberList, type RaftConfiguration } from "../evidence.ts";
import type { AgentLog, LogFact } from "../logFact.ts";
import { NO_COMMAND, type Block, type BlockReader, type Command } from "./block.ts";
import { readCommand, readHeading, readIgnorable } from "./commandLine.ts";
import { jsonReader } from "./jsonForms.ts";
import { splitLines } from "./lines.ts";
import { readBanner, readCommandResult, readLog } from "./logBlocks.ts";
import { readMemberTable } from "./memberTable.ts";
import { readRaftTable } from "./raftTable.ts";

export interface UnreadLine {
  readonly line: number;
  readonly text: string;
}

export interface Paste {
  readonly evidence: Evidence;
  readonly lines: number;
  /** The first lines that were not understood; `unreadCount` are all. */
  readonly unread: readonly UnreadLine[];
  readonly unreadCount: number;
  /** There is more, lines or lists, than is looked at. */
  readonly isCutOff: boolean;
}

/** Lists that are compared with each other; nobody pastes more. */
const LISTS_MAX = 64;
/** Unread lines that are shown. */
const UNREAD_MAX = 20;
const UNREAD_CHARS_MAX = 160;

/** The order matters: a log line may hold anything, a heading looks like a comment. */
function readersOfOnePaste(): readonly BlockReader[] {
  return [
    readLog,
    readMemberTable,
    readRaftTable,
    jsonReader(),
    readBannerOrHeading,
    readCommandResult,
    readCommand,
    readIgnorable,
  ];
}

/** Reads all that is understood. `from` names the text to a person: a file's name. */
export function readPaste(text: string, from: string): Paste {
  const { lines, isCutOff } = splitLines(text);
  const readers = readersOfOnePaste();
  const reader = new PasteReader(from);
  const unread: UnreadLine[] = [];
  let unreadCount = 0;
  for (let at = 0; at < lines.length;) {
    const block = firstBlock(readers, lines, at, reader.command);
    if (block === undefined) {
      unreadCount += 1;
      const shown = (lines[at] ?? "").slice(0, UNREAD_CHARS_MAX);
      if (unread.length < UNREAD_MAX) unread.push({ line: at + 1, text: shown });
      at += 1;
      continue;
    }
    reader.take(block, at);
    // A reader may shorten its last line and leave the rest; it never stands still.
    at = block.next;
  }
  return {
    evidence: reader.evidence(),
    lines: lines.length,
    unread,
    unreadCount,
    isCutOff: isCutOff || reader.hasMoreLists,
  };
}

function firstBlock(
  readers: readonly BlockReader[],
  lines: string[],
  at: number,
  command: Command,
): Block | undefined {
  for (const read of readers) {
    const block = read(lines, at, command);
    if (block !== undefined) return block;
  }
  return undefined;
}

function readBannerOrHeading(lines: string[], at: number): Block | undefined {
  return readHeading(lines, at) ?? readBanner(lines, at);
}

/** One agent's words so far. */
interface OpenLog {
  host: string;
  teller: string;
  ip: string;
  product: AgentLog["product"];
  readonly facts: LogFact[];
}

class PasteReader {
  command: Command = NO_COMMAND;
  hasMoreLists = false;
  private agent = "";
  private hasListOfCommand = false;
  private open: OpenLog | undefined;
  private readonly lists: MemberList[] = [];
  private readonly raft: RaftConfiguration[] = [];
  private readonly logs: AgentLog[] = [];

  constructor(private readonly from: string) {}

  take(block: Block, at: number): void {
    switch (block.kind) {
      case "list":
        this.takeList(block, at);
        break;
      case "raft":
        if (this.raft.length < LISTS_MAX) this.raft.push({ ...block.raft, from: this.place(at, block.next) });
        break;
      case "self":
        this.agent = block.name;
        break;
      case "command":
        this.command = block.command;
        this.hasListOfCommand = false;
        this.agent = block.command.host;
        this.closeLog();
        break;
      case "heading":
        this.command = NO_COMMAND;
        this.agent = "";
        this.closeLog();
        break;
      case "banner":
        this.takeBanner(block);
        break;
      case "log":
        this.takeLog(block);
        break;
      case "ignorable":
        break;
    }
  }

  evidence(): Evidence {
    this.closeLog();
    return { ...NO_EVIDENCE, lists: this.lists, raft: this.raft, logs: this.logs };
  }

  /** Rows below their own command are that command's; rows that repeat a list and go on are two lists. */
  private takeList({ list, next }: Block & { kind: "list" }, at: number): void {
    this.hasMoreLists ||= this.lists.length >= LISTS_MAX;
    if (this.hasMoreLists) return;
    const isFirst = this.command !== NO_COMMAND && !this.hasListOfCommand;
    this.hasListOfCommand = true;
    const isLoose = list.isLoose && !isFirst;
    const whole = { ...list, isLoose, from: this.place(at, next), teller: this.agent, beganAs: "" };
    this.lists.push(...(isLoose ? splitAtKnown(whole, this.lists) : [whole]));
  }

  private takeBanner({ name, ip, isStart }: Block & { kind: "banner" }): void {
    if (isStart) this.closeLog();
    const log = this.log("");
    if (name !== "") log.teller = name;
    if (ip !== "") log.ip = ip;
  }

  private takeLog({ host, product, facts, ip, self }: Block & { kind: "log" }): void {
    if (this.open !== undefined && host !== this.open.host && host !== "") this.closeLog();
    const log = this.log(host);
    log.product = product === "consul" ? "consul" : log.product;
    if (log.ip === "") log.ip = ip;
    if (log.teller === "") log.teller = self;
    log.facts.push(...facts);
  }

  private log(host: string): OpenLog {
    this.open ??= {
      host,
      teller: host === "" ? this.agent : host,
      ip: "",
      product: "serf",
      facts: [],
    };
    return this.open;
  }

  private closeLog(): void {
    const { open } = this;
    this.open = undefined;
    if (open === undefined || open.facts.length === 0) return;
    const { teller, ip, product, facts } = open;
    this.logs.push({ from: this.from, teller, ip, product, facts });
  }

  private place(at: number, next: number): string {
    return next - at <= 1 ? `${this.from}, line ${at + 1}` : `${this.from}, lines ${at + 1} to ${next}`;
  }
}

/** `for a in …; do serf members -rpc-addr=$a; done` prints list after list with nothing between them. */
function splitAtKnown(list: MemberList, known: readonly MemberList[]): MemberList[] {
  const names = new Set(list.members.map(({ name }) => name));
  const begun = known.find(({ members }) => {
    const isShorter = members.length > 0 && members.length < list.members.length;
    const isPrefix = list.members
      .slice(0, members.length)
      .every(({ name }) => members.some((one) => one.name === name));
    return isShorter && isPrefix && members.every(({ name }) => names.has(name));
  });
  if (begun === undefined) return [list];
  const size = begun.members.length;
  const [first, rest] = [list.members.slice(0, size), list.members.slice(size)];
  return [{ ...list, members: first }, ...splitAtKnown({ ...list, members: rest }, known)];
}

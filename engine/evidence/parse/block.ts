/** What a reader of pasted text finds at a line, and what it may know of the lines before. */
import type { LogFact } from "../logFact.ts";
import type { MemberList, RaftConfiguration } from "../evidence.ts";
import type { Plane } from "../../view/view.ts";

/** The command whose output follows. */
export interface Command {
  /** Host of the shell prompt or of `-http-addr`, "" when not seen. */
  readonly host: string;
  readonly plane: Plane | undefined;
  /** Its output was filtered. */
  readonly isPartial: boolean;
}

export const NO_COMMAND: Command = { host: "", plane: undefined, isPartial: false };

/** One recognised stretch of lines, `next` being the first line after it. */
export type Block = { readonly next: number } & (
  | { readonly kind: "list"; readonly list: Omit<MemberList, "from" | "teller" | "beganAs"> }
  | { readonly kind: "raft"; readonly raft: Omit<RaftConfiguration, "from"> }
  | { readonly kind: "self"; readonly name: string }
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "banner"; readonly name: string; readonly ip: string; readonly isStart: boolean }
  | {
      readonly kind: "log";
      readonly host: string;
      readonly product: "consul" | "serf";
      readonly facts: readonly LogFact[];
      /** Its own address, when the line says it. */
      readonly ip: string;
      readonly self: string;
    }
  | { readonly kind: "ignorable" }
);

/** Looks at `lines[at]` and, when it is of its kind, takes as many lines as belong to it. */
export type BlockReader = (lines: string[], at: number, command: Command) => Block | undefined;

/** Shell prompts with the command that was typed, `tail`'s and people's headings, and lines that say nothing. */
import type { Block } from "./block.ts";

const PROMPT = /^(?:\[?(?:[\w.-]+@)?([\w.-]+)[^$#%>]{0,80}[$#%>]\s+|[$#%>]\s+)?(.*)$/;
const PROGRAM =
  /^(?:sudo |time |docker exec (?:-\S+ )*\S+ |kubectl exec (?:-\S+ )*\S+ (?:-\S+ \S+ )*-- |ip netns exec \S+ )*(?:\S*\/)?(consul|serf|nomad|curl|journalctl|cat|tail|grep|wget|http) (.*)$/;

/** A typed command: its prompt, which pool it asks for, and whether its output is filtered. */
export function readCommand(lines: string[], at: number): Block | undefined {
  const line = (lines[at] ?? "").slice(0, 1_000);
  const prompt = PROMPT.exec(line);
  const program = PROGRAM.exec(prompt?.[2] ?? "");
  const hasPrompt = prompt?.[2] !== line;
  const words = program?.[2] ?? "";
  if (program === null || (!hasPrompt && !/^(consul|serf|curl)\b/.test(line))) {
    return hasPrompt && /^\S+@\S+/.test(line) ? { kind: "ignorable", next: at + 1 } : undefined;
  }
  const isMembers = /\bmembers\b/.test(words);
  const isWan = / -wan\b|[?&]wan\b/.test(` ${words}`);
  const host = /-(?:http|rpc)-addr[= ](?:https?:\/\/)?([\w.-]+)|https?:\/\/([\w.-]+)/.exec(words);
  return {
    kind: "command",
    next: at + 1,
    command: {
      host: host?.[1] ?? host?.[2] ?? prompt?.[1] ?? "",
      plane: isWan ? "wan" : isMembers && program[1] !== "serf" ? "lan" : undefined,
      isPartial: isMembers && /\||-status|-filter|[?&]filter=|-segment|-name|-tag/.test(words),
    },
  };
}

/** `==> a.log <==`, `# host b1`, `--- dc2 ---`: another agent's words may follow. */
export function readHeading(lines: string[], at: number): Block | undefined {
  const line = (lines[at] ?? "").slice(0, 300);
  const text =
    /^==> (\S.*?) <==$/.exec(line)?.[1] ??
    /^(?:#+|\/\/|[-=*_]{2,}(?!>))\s*([^\s#=*_>-].*?)\s*(?:[-=*_#]{2,})?$/.exec(line)?.[1];
  return text === undefined ? undefined : { kind: "heading", text, next: at + 1 };
}

/** Empty lines, rulers, code fences, and what the commands say besides. */
export function readIgnorable(lines: string[], at: number): Block | undefined {
  const line = (lines[at] ?? "").slice(0, 300);
  const isIgnorable =
    /^[\s\-=*_.~`#>|+\u2026]*$/.test(line) ||
    /^\s*```\w*\s*$/.test(line) ||
    /^(?:Force leaving|exit|logout|\d+ (?:nodes|members)|Keyring)/.test(line);
  return isIgnorable ? { kind: "ignorable", next: at + 1 } : undefined;
}

/** Unit files of systemd, upstart jobs and shell scripts: wherever a line starts an agent or runs `consul join`. */
import type { Launch } from "../model/facts.ts";
import { hostFolderOf } from "../model/hostFolder.ts";
import type { Source } from "../model/source.ts";
import { readCommand, type CommandLine } from "./commandLine.ts";
import { allCommandsOf, type Script, type Word } from "./words.ts";

/** All that a script or unit starts, as one launch an agent; a `consul join` belongs to the agent before it. */
export function readScript(source: Source): Launch[] {
  if (!/\b(?:agent|join)\b/.test(source.text)) return [];
  const commands = isUnit(source.text) ? unitCommands(source) : shellCommands(source);
  const lines = commands.flatMap((words) => readCommand(words) ?? []);
  return groupLines(lines).map((group) => launch(source, group));
}

function isUnit(text: string): boolean {
  return /^\s*\[(?:Service|Unit)\]/m.test(text);
}

function shellCommands(source: Source): Word[][] {
  return allCommandsOf({
    text: source.text,
    place: ({ start, end }) => source.where(start, end),
    newlineEnds: true,
  });
}

/** The values of all `ExecStart…=` lines; a backslash at the end of a line continues it. `%H` is systemd's to fill. */
function unitCommands(source: Source): Word[][] {
  const commands: Word[][] = [];
  for (const match of source.text.matchAll(
    /^[ \t]*(Exec\w+[ \t]*=[ \t]*[-@:+!]*)((?:[^\n\\]|\\[\s\S])*)/gm,
  )) {
    const offset = match.index + match[0].length - (match[2] ?? "").length;
    const script: Script = {
      text: match[2] ?? "",
      place: ({ start, end }) => source.where(offset + start, offset + end),
      newlineEnds: true,
    };
    commands.push(...allCommandsOf(script).map((words) => words.map(withSpecifiers)));
  }
  return commands;
}

function withSpecifiers(word: Word): Word {
  return /%[a-zA-Z]/.test(word.text) ? { ...word, text: word.text.replace(/%([a-zA-Z])/g, "${$1}") } : word;
}

/** An agent's line opens a group; joins before the first agent go to it. */
function groupLines(lines: readonly CommandLine[]): CommandLine[][] {
  const groups: CommandLine[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    const isNew = line.kind === "agent" && last?.some(({ kind }) => kind === "agent") !== false;
    if (last === undefined || isNew || last[0]?.product !== line.product) groups.push([line]);
    else last.push(line);
  }
  return groups;
}

function launch(source: Source, lines: readonly CommandLine[]): Launch {
  const agent = lines.find(({ kind }) => kind === "agent") ?? lines[0];
  return {
    path: source.path,
    lines,
    embedded: [],
    configDirs: [],
    mounts: [],
    configMaps: [],
    names: [],
    nameScope: "",
    host: hostFolderOf(source.path),
    home: agent?.at ?? source.firstLine(),
    hasUnknownConfig: false,
  };
}

/** Text edits of `lanekeeper.yaml` that keep everything else of it as it stands. */

const ITEM = (indent: string, path: string, rule: string): string =>
  `${indent}- files: [${JSON.stringify(path)}]\n${indent}  rules:\n${indent}    ${rule}: off\n`;

/** A new file's text, with what most people look for. */
export const NEW_CONFIG = `# What Lanekeeper checks here, and how loudly.
extends: recommended # or strict

# rules:
#   gossip-encryption-missing: warning # off, information, warning, error

# Other words for some files:
# overrides:
#   - files: ["lab/"]
#     rules:
#       implicit-datacenter-join: off

# Files that are left alone, as in .gitignore:
# ignore: ["examples/"]

# Datacenters that are federated although no file here shows it:
# federations:
#   - [dc1, dc2]
`;

/** The text with one more override: the rule is off for the file. */
export function withOverride(text: string, path: string, rule: string): string {
  const list = /^overrides:[ \t]*(?:\[[ \t]*\][ \t]*)?(?:#.*)?$\n?/m.exec(text);
  if (list === null) {
    const gap = text === "" || text.endsWith("\n") ? "" : "\n";
    return `${text}${gap}overrides:\n${ITEM("  ", path, rule)}`;
  }
  const after = list.index + list[0].length;
  const indent = /^([ \t]*)-[ \t]/.exec(text.slice(after))?.[1] ?? "  ";
  return `${text.slice(0, list.index)}overrides:\n${ITEM(indent, path, rule)}${text.slice(after)}`;
}

/** The comment that disables a rule for the line below, as indented as that is. */
export function suppressionComment(line: string, rule: string, reason: string): string {
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const why = reason.trim() === "" ? "" : ` -- ${reason.trim()}`;
  return `${indent}# lanekeeper-disable-next-line ${rule}${why}\n`;
}

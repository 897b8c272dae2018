/**
 * A comment that switches rules off or on, in any language's comment marks:
 *
 *     lanekeeper-disable-next-line <rule>[, <rule>…] [-- reason]
 *     lanekeeper-disable-line      <rule>[, <rule>…] [-- reason]
 *     lanekeeper-disable           <rule>[, <rule>…] [-- reason]    until the next enable, or the end
 *     lanekeeper-enable            [<rule>[, <rule>…]]              without a rule: all
 *
 * A rule is named by its id or its code.
 */
import type { Comment, Span } from "../parse/tree.ts";

export type DirectiveKind = "disable-next-line" | "disable-line" | "disable" | "enable";

export interface Directive {
  readonly kind: DirectiveKind;
  /** As written. */
  readonly rules: readonly DirectiveRule[];
  /** `undefined` when there is none, or an empty one. */
  readonly reason: string | undefined;
  /** The whole comment. */
  readonly span: Span;
}

export interface DirectiveRule {
  readonly name: string;
  readonly span: Span;
}

const FORM = /^(\W*lanekeeper-(disable-next-line|disable-line|disable|enable)(?=\s|\*|$))([\s\S]*)$/;

/** The directive of a comment; undefined for every other comment. */
export function directiveOf(text: string, { span }: Comment): Directive | undefined {
  const match = FORM.exec(text.slice(span.start, span.end));
  if (match === null) return undefined;
  const [, head = "", kind = "", rest = ""] = match;
  const [list = "", ...reasons] = rest.replace(/\s*\*\/\s*$/, "").split(/(?:^|\s)--(?:\s|$)/);
  const reason = reasons.join(" -- ").trim();
  return {
    kind: kind as DirectiveKind,
    rules: ruleNames(list, span.start + head.length),
    reason: reason === "" ? undefined : reason,
    span,
  };
}

function ruleNames(list: string, offset: number): DirectiveRule[] {
  return [...list.matchAll(/[^\s,]+/g)].map((match) => ({
    name: match[0],
    span: { start: offset + match.index, end: offset + match.index + match[0].length },
  }));
}

/**
 * What stands in a file for something else: template tags, shell variables, `_name_`, `<name>`, a bare ALL_CAPS word.
 * Such a value is unknown and equal to nothing, not even to itself in another file: one template serves many hosts.
 */

const TAGS: readonly RegExp[] = [
  /[$%#]\{/, // ${x}  %{if}  #{x}
  /\$\(/, // $(POD_IP)
  /\$[A-Za-z_]/, // $RETRY_JOINS
  /\$\d/, // $1 of a script
  /%[A-Za-z][A-Za-z0-9_]*%/, // %NODE%
  /<%|%>|\{%|\{#|\[\[/, // <%= x %>  {% if %}  [[ x ]]
  /@@?[A-Za-z][A-Za-z0-9_.-]*@/, // @X@  @@X@@
  /<[A-Za-z_][^<>]*>/, // <node name>
  /__[A-Za-z][A-Za-z0-9_]*__/, // __X__
  /^_[A-Za-z][A-Za-z0-9_.-]*_(?::\d+)?$/, // _encrypt_
  /\(\([^()]*\)\)/, // ((x))
];

const SOCKADDR = /^\{\{\s*(?:Get|"|`)/;

/** Whether any part of the text is filled in later. A go-sockaddr template is not: the agent itself reads it. */
export function hasPlaceholder(text: string): boolean {
  if (!/[$%#{<@_([]/.test(text)) return false;
  const rest = text.replace(/\{\{[^{}]*\}\}/g, (tag) => (SOCKADDR.test(tag) ? "" : "{{"));
  return rest.includes("{{") || TAGS.some((tag) => tag.test(rest));
}

/** `{{ GetPrivateIP }}`, `{{ GetInterfaceIP "eth0" }}`. Source: hashicorp/go-sockaddr/template. */
export function isSockaddrTemplate(text: string): boolean {
  return SOCKADDR.test(text.trim());
}

/** Whether the text is a word to be replaced, where an address, number or key is expected: `IP_ADDRESS`, `x.x.x.x`. */
export function isPlaceholderAddress(text: string): boolean {
  return (
    hasPlaceholder(text) ||
    /^[A-Z][A-Z0-9_-]*(?::\d+)?$/.test(text) ||
    /^(?:\d+|[xX]{1,3}|[yY]|[zZ])(?:\.(?:\d+|[xX]{1,3}|[yY]|[zZ]|\*)){3}(?::\d+)?$/.test(
      text.replace(/^\d+(\.\d+){3}(:\d+)?$/, ""),
    ) ||
    /^your[-_]|[-_]here$|^(?:changeme|change-me|todo|tbd|replace[-_]?me)$/i.test(text)
  );
}

/** Whether the text is a word to be replaced, where a name is expected. `OSL` is a name; `DATACENTER_NAME` is none. */
export function isPlaceholderName(text: string): boolean {
  return (
    hasPlaceholder(text) ||
    /^(?:[A-Z0-9]+_)*(?:DATACENTER|DATA_CENTER|DC|REGION|NAME|NODE|HOST|HOSTNAME|PLACEHOLDER|REPLACE|VALUE|TODO)(?:_[A-Z0-9]+)*$/.test(
      text,
    ) ||
    /^(?:changeme|change-me|todo|tbd|replace[-_]?me)$|^your[-_]|[-_]here$/i.test(text)
  );
}

/**
 * *Generate a New Gossip Key*: onto the clipboard, once. It is written into no file: none of the formats has a reference
 * to a secret, and a key in a versioned file is what the linter warns of.
 */
import * as vscode from "vscode";
import { keyFingerprint } from "../engine/index.ts";
import { COMMANDS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";

/** AES-256, as `consul keygen` and `serf keygen` make them. */
const KEY_BYTES = 32;

export function registerGossipKeys(log: Log): vscode.Disposable {
  return registerCommand(log, COMMANDS.newGossipKey, async () => {
    const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    await vscode.env.clipboard.writeText(Buffer.from(key).toString("base64"));
    const message = vscode.l10n.t(
      "A new gossip key, {0}, is on the clipboard and nowhere else. Put it where this lane keeps its secrets; a running pool is moved by install-key, use-key, remove-key.",
      keyFingerprint(key),
    );
    void vscode.window.showInformationMessage(message);
  });
}

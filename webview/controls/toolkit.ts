/**
 * The only place that knows the toolkit: registers the elements that the page uses. Its authors sunset it;
 * the successor with the same looks is vscode-elements (@vscode-elements/elements), a change to this file.
 */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from "@vscode/webview-ui-toolkit";

/** Defines `<vscode-button>` and `<vscode-text-field>`; call once before mounting. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
}

/** Multi-step input with a back button and a step count, over VS Code's quick pick and input box. */
import * as vscode from "vscode";

/** What a step gives: a value, one step back, or the end of it all. */
export type StepResult<T> =
  { readonly kind: "next"; readonly value: T } | { readonly kind: "back" | "cancelled" };

export interface StepFrame {
  readonly title: string;
  /** Counted from 1. */
  readonly step: number;
  readonly totalSteps: number;
}

/** Asks for one of `items`; the first is active unless `active` names another. */
export function pickStep<T extends vscode.QuickPickItem>(
  frame: StepFrame,
  placeholder: string,
  items: readonly T[],
  active?: T,
): Promise<StepResult<T>> {
  const pick = vscode.window.createQuickPick<T>();
  pick.items = items;
  pick.placeholder = placeholder;
  if (active !== undefined) pick.activeItems = [active];
  return runStep(pick, frame, () => {
    const chosen = pick.activeItems[0];
    return chosen === undefined ? undefined : { kind: "next", value: chosen };
  });
}

/** Asks for one of the items that fit what is typed; the first is active, and all of them are shown. */
export function typedPickStep<T extends vscode.QuickPickItem>(
  frame: StepFrame,
  options: {
    readonly placeholder: string;
    readonly value: string;
    readonly items: (text: string) => readonly T[];
  },
): Promise<StepResult<T>> {
  const pick = vscode.window.createQuickPick<T>();
  const show = (text: string): void => {
    // VS Code would filter by the text, which is an address and in no label.
    pick.items = options.items(text).map((item) => ({ ...item, alwaysShow: true }));
  };
  pick.placeholder = options.placeholder;
  pick.value = options.value;
  pick.onDidChangeValue(show);
  show(options.value);
  return runStep(pick, frame, () => {
    // Enter right behind the last letter: what is active still belongs to the text before it.
    const active = pick.activeItems.find((item) => pick.items.includes(item));
    const chosen = active ?? options.items(pick.value)[0];
    return chosen === undefined ? undefined : { kind: "next", value: chosen };
  });
}

/** Asks for a line of text; `check` gives the sentence that stands below what is wrong. */
export function inputStep(
  frame: StepFrame,
  options: {
    readonly prompt: string;
    readonly value?: string;
    readonly placeholder?: string;
    readonly isSecret?: boolean;
    readonly check: (value: string) => string | undefined;
  },
): Promise<StepResult<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = options.prompt;
  box.value = options.value ?? "";
  box.placeholder = options.placeholder ?? "";
  box.password = options.isSecret ?? false;
  box.onDidChangeValue(() => (box.validationMessage = undefined));
  return runStep(box, frame, () => {
    box.validationMessage = options.check(box.value);
    return box.validationMessage === undefined ? { kind: "next", value: box.value } : undefined;
  });
}

function runStep<T>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  frame: StepFrame,
  accept: () => StepResult<T> | undefined,
): Promise<StepResult<T>> {
  input.title = frame.title;
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = frame.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    let result: StepResult<T> = { kind: "cancelled" };
    const finish = (next: StepResult<T>): void => {
      result = next;
      input.hide();
    };
    input.onDidAccept(() => {
      const accepted = accept();
      if (accepted !== undefined) finish(accepted);
    });
    input.onDidTriggerButton(
      (button) => button === vscode.QuickInputButtons.Back && finish({ kind: "back" }),
    );
    input.onDidHide(() => {
      input.dispose();
      resolve(result);
    });
    input.show();
  });
}

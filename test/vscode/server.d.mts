export interface BootOptions {
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly port?: number;
  readonly host?: string;
  readonly vsix?: string;
  readonly extension?: string;
  readonly trusted?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}
export interface BootedServer {
  readonly port: number;
  readonly dataFolder: string;
  url(payload?: readonly (readonly [string, string])[]): string;
  stop(): Promise<void>;
}
export const VSCODE_VERSION: string;
export function installServer(say: (step: string) => void, version?: string): Promise<string>;
export function bootServer(server: string, options: BootOptions): Promise<BootedServer>;
export function cleanEnvironment(extra?: Readonly<Record<string, string>>): NodeJS.ProcessEnv;

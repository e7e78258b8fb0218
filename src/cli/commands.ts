import type { Command } from './command.ts';

/** Name → the file of the command, loaded only when it is asked for. A new command is a file and a line here. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  transform: async () => (await import('./transform.ts')).transformCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  intake: async () => (await import('./intake.ts')).intakeCommand,
  local: async () => (await import('./local.ts')).localCommand,
  manifests: async () => (await import('./manifests.ts')).manifestsCommand,
  attach: async () => (await import('./attach.ts')).attachCommand,
  detach: async () => (await import('./detach.ts')).detachCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
};

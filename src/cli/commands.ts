import type { Command } from './command.ts';

/** Name → the file of the command, loaded only when it is asked for. A new command is a file and a line here. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  transform: async () => (await import('./commands/transform.ts')).transformCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  replay: async () => (await import('./commands/replay/replay.ts')).replayCommand,
  intake: async () => (await import('./commands/intake.ts')).intakeCommand,
  local: async () => (await import('./commands/local.ts')).localCommand,
  manifests: async () => (await import('./commands/manifests.ts')).manifestsCommand,
  attach: async () => (await import('./commands/attach.ts')).attachCommand,
  detach: async () => (await import('./commands/detach.ts')).detachCommand,
  wake: async () => (await import('./commands/wake.ts')).wakeCommand,
  doctor: async () => (await import('./commands/doctor/doctor.ts')).doctorCommand,
  demo: async () => (await import('./commands/demo/demo.ts')).demoCommand,
};

import type { Environment } from '../../config/transform.ts';
import type { LocalPipeline } from '../pipeline.ts';
import type { Recorder } from './recorder.ts';

export interface ConsoleOptions {
  readonly pipeline: LocalPipeline;
  readonly recorder: Recorder;
  readonly route: 'direct' | 'intake';
  /** Any free port with 0. */
  readonly port: number;
  /** Directory of the built page. */
  readonly assets: string;
  /** Path of the built function, for the playground. */
  readonly functionPath: string;
  readonly streamArn: string;
  readonly region: string;
  /** Settings, destination and key of a replay. */
  readonly replayEnvironment: Environment;
  /** The command that does the same. */
  readonly replayCommand: string;
  /** Records to try things with; empty where there are none. */
  readonly samples: readonly Buffer[];
  /** Reads a pasted text or a dropped file as records. */
  readonly readInput: (bytes: Buffer) => Promise<readonly Buffer[]>;
}

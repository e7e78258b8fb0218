/** A process of its own that checks kubehose's output for every record, and fails with the first that is wrong. */
import { contender } from './contenders.ts';
import { checkResponse } from './gate.ts';
import { events } from './records.ts';

const kubehose = await contender('kubehose');
for (const event of events()) checkResponse(event, await kubehose(event));
process.disconnect();

/** A process of its own that checks kubehose's output for every record of every shape, and fails with the first that is wrong. */
import { contender } from './contenders.ts';
import { checkResponse } from './gate.ts';
import { events } from './records.ts';
import { shapeNames } from './shapes.ts';

const kubehose = await contender('kubehose');
for (const shape of shapeNames) {
  for (const event of events(shape)) {
    const response: unknown = JSON.parse((await kubehose(JSON.stringify(event))).toString());
    checkResponse(event, response as Parameters<typeof checkResponse>[1], shape);
  }
}
process.disconnect();

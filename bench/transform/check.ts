/**
 * A process of its own that checks the output of the contender that is named on the command line, for every record of every shape, and
 * fails with the first that is wrong.
 */
import { contender } from './contenders.ts';
import { checkMasks, checkResponse } from './gate.ts';
import { events } from './records.ts';
import { shapeNames } from './shapes.ts';

const name = process.argv[2] === 'rules' ? 'rules' : 'kubehose';
const check = name === 'rules' ? checkMasks : checkResponse;
const kubehose = await contender(name);
for (const shape of shapeNames) {
  for (const event of events(shape)) {
    const response: unknown = JSON.parse((await kubehose(JSON.stringify(event))).toString());
    check(event, response as Parameters<typeof check>[1], shape);
  }
}
process.disconnect();

/** Ids in the shapes that the service gives them. All are made of one running number, so that a run can be followed. */

/** Sequence number of a record, 56 digits; the first two are those that the service's numbers begin with. */
export function sequenceNumber(counter: number): string {
  return `49${String(counter).padStart(54, '0')}`;
}

/** Id of a record in a transformation event: 160 characters, as measured for Direct PUT. */
export function transformationRecordId(counter: number): string {
  return `shardId-${'0'.repeat(84)}${sequenceNumber(counter)}${'0'.repeat(12)}`;
}

/** `RecordId` in the answer to a put: opaque, 224 characters of base64 alphabet. */
export function putRecordId(uuid: string, counter: number): string {
  const seed = Buffer.from(`${uuid}/${sequenceNumber(counter)}`).toString('base64url');
  return seed.repeat(Math.ceil(224 / seed.length)).slice(0, 224);
}

/** `dataId` of a record that could not be delivered. */
export function dataId(counter: number): string {
  return `${sequenceNumber(counter)}.0`;
}

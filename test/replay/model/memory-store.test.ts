import { storeContract } from '../../adapters/stores/store-contract.ts';
import { memoryStore, type Bucket } from './memory-store.ts';

for (const conditional of [true, false]) {
  storeContract(`a bucket in memory, ${conditional ? 'with' : 'without'} conditions`, conditional, () => {
    const bucket: Bucket = new Map();
    const now = () => Date.now();
    return Promise.resolve({
      store: memoryStore(bucket, { now, conditional }),
      write(key, bytes) {
        bucket.set(key, { bytes: Buffer.from(bytes), lastModifiedMs: now() });
        return Promise.resolve();
      },
    });
  });
}

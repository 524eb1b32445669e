import assert from "node:assert/strict";
import { namingBuckets } from "../../../domain/bucket/bucketWords";

describe("texts about streams that are buckets", () => {
  it("call buckets by their names", () => {
    assert.equal(
      namingBuckets('copies from stream "KV_settings" and "OBJ_files"'),
      'copies from bucket "settings" and object store "files"',
    );
  });

  it("repeat what was got as it was written", () => {
    const got = 'history: got ["OBJ_x","KV_y",{"a":"KV_z"}]; write a whole number from 1 to 64';
    assert.equal(namingBuckets(got), got);
  });
});

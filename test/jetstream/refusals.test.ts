import assert from "node:assert/strict";
import { describeRequest, refusalOf } from "../../jetstream/refusals";

const messageOf = (errCode: number, description: string): string =>
  refusalOf(
    { request: "STREAM.CREATE.A", what: 'stream "A": create' },
    { code: 400, err_code: errCode, description },
  ).message;

describe("a refusal", () => {
  it("says what was asked for", () => {
    assert.deepEqual(
      ["INFO", "STREAM.LIST", "STREAM.INFO.A", "CONSUMER.LIST.A", "CONSUMER.DELETE.A.worker"].map(
        (request) => describeRequest(request),
      ),
      [
        "account: info",
        "streams: list",
        'stream "A": info',
        'consumers of stream "A": list',
        'consumer "worker" of stream "A": delete',
      ],
    );
    assert.equal(
      describeRequest("CONSUMER.CREATE.A.worker", "update"),
      'consumer "worker" of stream "A": update',
    );
  });

  it("keeps the server's text and code and adds the way out", () => {
    assert.equal(
      messageOf(10047, "insufficient storage resources available"),
      'stream "A": create refused: insufficient storage resources available (10047); give the server or the account more storage, or lower maxBytes',
    );
  });

  it("is a sentence without a way out where none is known", () => {
    assert.equal(messageOf(10999, "no idea."), 'stream "A": create refused: no idea (10999)');
  });

  it("fails softly where the server gives neither code nor text", () => {
    const { errCode, status, message } = refusalOf({ request: "INFO", what: "account: info" }, "x");
    assert.deepEqual(
      [errCode, status, message],
      [0, 0, "account: info refused: no reason given (0)"],
    );
  });

  it("never ends in a full stop, whatever its code", () => {
    for (let code = 10_000; code < 10_300; code++) {
      assert.match(
        messageOf(code, "text"),
        /^stream "A": create refused: text \(\d+\)(; .*[^.])?$/,
      );
    }
  });
});

import assert from "node:assert/strict";
import { copyProject, type Project } from "../support/project";

describe("npm run env", function () {
  this.timeout(120_000);
  let project: Project;
  before(() => {
    project = copyProject();
  });
  after(() => {
    project.remove();
  });

  it("lets plain pulumi commands begin in a project where nothing was started yet", async () => {
    const { code, output } = await project.shell(
      'eval "$(npm run -s env)"\npulumi stack init staging --non-interactive',
    );
    assert.equal(code, 0, output);
    assert.match(output, /Created stack 'staging'/);
  });
});

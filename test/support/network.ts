import { afterAll, afterEach, beforeAll, expect } from "@jest/globals";
import nock from "nock";

/**
 * Cuts the tests of this file off the network. What a test declares with nock must be used up by
 * its end.
 *
 * `nock.restore()` matters: jest reuses a worker for the next file and complains when it finds the
 * interceptors of the last one still in place.
 */
export function mockNetwork(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    expect(unused).toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

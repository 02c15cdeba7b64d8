import { deliveryError } from '../../src/teams/delivery';

const failing = (code: string): Error => Object.assign(new Error('socket text'), { code });

test.each([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('%s: no connection came about, so nothing arrived', (code) => {
  const error = deliveryError(failing(code), { method: 'POST', sent: true, now: 0 });

  expect(error).toMatchObject({ outcome: 'retry', code, message: `The channel gave no answer (${code}).` });
});

test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'PARSE_ERROR', 'REQUEST_SEND_ERROR'])(
  '%s: a post may have arrived, an update can be repeated',
  (code) => {
    const outcomes = ['POST', 'PUT', 'GET'].map(
      (method) => deliveryError(failing(code), { method, sent: true, now: 0 }).outcome,
    );

    expect(outcomes).toEqual(['uncertain', 'retry', 'retry']);
  },
);

test.each([[undefined], ['words'], [null], [{ statusCode: 403, response: { bodyAsText: '<html>' } }]])(
  'whatever is thrown becomes a delivery error: %j',
  (thrown) => {
    expect(deliveryError(thrown, { method: 'POST', sent: true, now: 0 }).name).toBe('DeliveryError');
  },
);

-- What only the federation's copy has: the version of the routes that carried a row last inserted here (see operations.md).
ALTER TABLE payment.c_claim ADD COLUMN carried_by VARCHAR(100) DEFAULT current_setting('renkei.routes', true);

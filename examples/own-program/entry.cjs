"use strict";

module.exports = require("nats-stack/program").load(__dirname, "index");

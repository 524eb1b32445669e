"use strict";

// Loaded into a provider process before the SDK is, which is loaded there before any of our code.
require("./lazy.cjs").install();

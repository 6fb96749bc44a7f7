// LatchkeyHummingbird

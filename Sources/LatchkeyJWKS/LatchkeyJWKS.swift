// LatchkeyJWKS

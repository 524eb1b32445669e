module nats-stack.test/pause

go 1.24.0

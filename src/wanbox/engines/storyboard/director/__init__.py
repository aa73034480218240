"""Facts to a shot list: `director.plan.plan` decides, `director.report` says what became of the parameters."""

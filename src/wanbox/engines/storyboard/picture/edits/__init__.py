"""Operations on given pictures: one file each with an `EDIT`, found by registration."""

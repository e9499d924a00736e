package dev.assay.server.work;

class RememberedWorkTest extends WorkContract {
    @Override
    protected WorkStore open() {
        return new RememberedWork();
    }
}

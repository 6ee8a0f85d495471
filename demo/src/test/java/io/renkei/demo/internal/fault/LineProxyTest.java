package io.renkei.demo.internal.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineProxyTest {
    private static final int BOUND_MS = 10_000;

    /** Long enough that a byte would have come if the proxy let it through. */
    private static final int SILENCE_MS = 300;

    private ServerSocket centre;
    private LineProxy proxy;

    @BeforeEach
    void open() throws IOException {
        centre = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        centre.setSoTimeout(BOUND_MS);
        proxy = LineProxy.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), centre.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        centre.close();
    }

    @Test
    void passesBothDirections() throws IOException {
        try (Socket site = dial();
                Socket far = centre.accept()) {
            site.getOutputStream().write(7);
            assertEquals(7, far.getInputStream().read());
            far.getOutputStream().write(9);
            assertEquals(9, site.getInputStream().read());
        }
    }

    @Test
    void aCutEndsConnectionsAndLetsNoNewOneThroughUntilItIsRestored() throws IOException {
        try (Socket site = dial();
                Socket far = centre.accept()) {
            site.getOutputStream().write(7);
            assertEquals(7, far.getInputStream().read());
            proxy.cut();
            assertThrows(SocketException.class, () -> requireByte(site));
            try (Socket again = dial()) {
                assertThrows(SocketException.class, () -> requireByte(again));
            }
        }
        proxy.restore();
        try (Socket site = dial();
                Socket far = centre.accept()) {
            site.getOutputStream().write(8);
            assertEquals(8, far.getInputStream().read());
        }
    }

    @Test
    void silenceHoldsBytesBackWithoutEndingTheConnectionAndLosesNone() throws IOException {
        try (Socket site = dial();
                Socket far = centre.accept()) {
            site.getOutputStream().write(1);
            assertEquals(1, far.getInputStream().read());
            proxy.silence();
            site.getOutputStream().write(2);
            far.setSoTimeout(SILENCE_MS);
            assertThrows(SocketTimeoutException.class, () -> requireByte(far));
            proxy.restore();
            far.setSoTimeout(BOUND_MS);
            assertEquals(2, far.getInputStream().read());
            site.getOutputStream().write(3);
            assertEquals(3, far.getInputStream().read());
        }
    }

    @Test
    void answersThatAreHeldBackComeLaterOrNever() throws IOException {
        try (Socket site = dial();
                Socket far = centre.accept()) {
            site.getOutputStream().write(1);
            assertEquals(1, far.getInputStream().read());
            proxy.holdAnswers();
            far.getOutputStream().write(2);
            assertEquals(2, site.getInputStream().read());
            site.getOutputStream().write(3);
            far.setSoTimeout(SILENCE_MS);
            assertThrows(SocketTimeoutException.class, () -> requireByte(far));
            proxy.restore();
            far.setSoTimeout(BOUND_MS);
            assertEquals(3, far.getInputStream().read());
            proxy.holdAnswers();
            site.getOutputStream().write(4);
            proxy.cut();
            assertThrows(SocketException.class, () -> requireByte(far));
        }
    }

    @Test
    void oneEndIsGoneAndTheOtherIsNotTold() throws IOException {
        for (LineProxy.End gone : LineProxy.End.values()) {
            try (Socket site = dial();
                    Socket far = centre.accept()) {
                site.getOutputStream().write(1);
                assertEquals(1, far.getInputStream().read());
                proxy.lose(gone);
                Socket lost = gone == LineProxy.End.SITE ? site : far;
                Socket left = gone == LineProxy.End.SITE ? far : site;
                assertThrows(SocketException.class, () -> requireByte(lost));
                for (int i = 0; i < 3; i++) {
                    left.getOutputStream().write(2);
                }
                left.setSoTimeout(SILENCE_MS);
                assertThrows(SocketTimeoutException.class, () -> requireByte(left));
                try (Socket again = dial();
                        Socket farAgain = centre.accept()) {
                    again.getOutputStream().write(7);
                    assertEquals(7, farAgain.getInputStream().read());
                }
            }
        }
    }

    @Test
    void anotherCentreTakesTheAddressOver() throws IOException {
        try (Socket site = dial();
                Socket far = centre.accept();
                ServerSocket other = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            site.getOutputStream().write(1);
            assertEquals(1, far.getInputStream().read());
            other.setSoTimeout(BOUND_MS);
            proxy.leadTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), other.getLocalPort()));
            assertThrows(SocketException.class, () -> requireByte(site));
            try (Socket again = dial();
                    Socket otherFar = other.accept()) {
                again.getOutputStream().write(5);
                assertEquals(5, otherFar.getInputStream().read());
            }
        }
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(BOUND_MS);
        assertTrue(socket.isConnected());
        return socket;
    }

    /** End of stream counts as the end of the connection too. */
    private static void requireByte(Socket socket) throws IOException {
        if (socket.getInputStream().read() < 0) {
            throw new SocketException("ended");
        }
    }
}
